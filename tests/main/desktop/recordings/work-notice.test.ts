import { expect, it } from 'vitest';
import { exportNotice, inspectNotice, isWorthNotice } from '../../../../main/desktop/recordings/work-notice.ts';
import type { ExportResult } from '../../../../main/export/export-request.ts';
import type { InspectReport } from '../../../../main/inspect/inspect-report.ts';

const exported = { path: '/data/day.xlsx', rows: 1_234, damaged: [] } as unknown as ExportResult;

it('tells only of work that took long or that nobody looks at', () => {
  expect(isWorthNotice(9_999, true)).toBe(false);
  expect(isWorthNotice(10_000, true)).toBe(true);
  expect(isWorthNotice(100, false)).toBe(true);
});

it('says how an export ended, unless the user ended it', () => {
  expect(exportNotice({ kind: 'done', result: exported })).toEqual({
    title: 'The export is done',
    body: '1,234 rows are in day.xlsx.',
  });
  const damaged = [{ path: 'x', problem: 'x is damaged.', rowsMissing: null }];
  expect(exportNotice({ kind: 'done', result: { ...exported, damaged } })?.body).toMatch(/1 damaged files are not/);
  expect(exportNotice({ kind: 'failed', message: 'The disk is full.', isDamage: false })).toEqual({
    title: 'The export failed',
    body: 'The disk is full.',
  });
  expect(exportNotice({ kind: 'cancelled' })).toBeNull();
});

it('says how an inspection ended', () => {
  const report = { rows: 10, damaged: [] } as unknown as InspectReport;
  const broken = { rows: 5, damaged: [{ path: 'x', reason: 'y', rows: 1 }] } as unknown as InspectReport;
  expect(inspectNotice({ kind: 'done', result: [report] })?.body).toBe('10 rows were read. No damage was found.');
  expect(inspectNotice({ kind: 'done', result: [report, broken] })?.body).toMatch(/^15 rows .* 1 damaged parts/);
  expect(inspectNotice({ kind: 'cancelled' })).toBeNull();
});
