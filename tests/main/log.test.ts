import { expect, test } from 'vitest';
import { createLog, lineOf } from '../../main/log.ts';

test('a log writes its level and above, one line each with a UTC time', () => {
  const lines: string[] = [];
  const log = createLog('warn', (entry) => lines.push(lineOf(entry)));
  log.debug('no');
  log.info('no');
  log.warn('slow disk');
  log.error('gone');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}slow disk\n$/);
  expect(lines[1]).toContain('error gone');
});
