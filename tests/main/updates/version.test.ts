import { describe, expect, it } from 'vitest';
import { UpdateError } from '../../../main/updates/update-error.ts';
import { compareVersions } from '../../../main/updates/version.ts';

describe('compareVersions', () => {
  it('orders versions as semantic versioning does', () => {
    const ordered = [
      '0.1.0',
      '0.1.1',
      '0.2.0',
      '0.10.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-beta.2',
      '1.0.0-beta.10',
    ];
    ordered.push('1.0.0', '1.0.1');
    for (let i = 0; i < ordered.length; i++) {
      for (let j = 0; j < ordered.length; j++) {
        expect(Math.sign(compareVersions(ordered[i] ?? '', ordered[j] ?? '')), `${ordered[i]} ${ordered[j]}`).toBe(
          Math.sign(i - j),
        );
      }
    }
  });

  it('throws where something is no version', () => {
    for (const text of ['', '1.0', 'v1.0.0', '1.0.0+build', '1.0.0-', '99999999999.0.0']) {
      expect(() => compareVersions(text, '1.0.0'), text).toThrow(UpdateError);
    }
  });
});
