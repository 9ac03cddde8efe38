import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isCompatible, licenceText, productionLicences } from '../../../scripts/package/licences.mjs';

it('knows what fits', () => {
  for (const fits of ['MIT', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)', 'Apache-2.0']) {
    expect(isCompatible(fits), fits).toBe(true);
  }
  for (const wrong of ['GPL-3.0-only', '(MIT AND GPL-2.0)', 'UNLICENSED', 'SEE LICENSE IN x', '']) {
    expect(isCompatible(wrong), wrong).toBe(false);
  }
});

it('names every production package of this application with its licence', () => {
  const entries = productionLicences();
  const names = entries.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@finos/perspective', 'd3-array', 'exceljs', 'hyparquet', 'ws']));
  expect(names).not.toContain('vitest');
  expect(names).not.toContain('electron-builder');
  const text = licenceText(entries, '1.2.3');
  expect(text).toContain('Electron 1.2.3');
  expect(text).toContain('Permission is hereby granted');
});

it('stops at a licence that is unknown or does not fit', () => {
  const root = mkdtempSync(join(tmpdir(), 'multi-ticker-licences-'));
  const install = (name: string, license: unknown) => {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(
      join(root, 'node_modules', name, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', license }),
    );
  };
  install('good', 'MIT');
  install('viral', 'GPL-3.0-only');
  install('silent', undefined);
  const lock = (...names: string[]) =>
    writeFileSync(
      join(root, 'package-lock.json'),
      JSON.stringify({ packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}])) }),
    );
  lock('good');
  expect(productionLicences(root)).toHaveLength(1);
  lock('good', 'viral');
  expect(() => productionLicences(root)).toThrow(/viral 1\.0\.0: GPL-3\.0-only/);
  lock('good', 'silent');
  expect(() => productionLicences(root)).toThrow(/silent 1\.0\.0: none named/);
  rmSync(root, { recursive: true });
});
