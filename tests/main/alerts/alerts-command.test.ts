import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAlerts } from '../../../main/alerts/alerts-command.ts';
import type { AlertTest } from '../../../main/alerts/test-rules.ts';
import { type RecordedTrade, writeOriginalTrades, writeOwnTrades } from '../compute/recorded-trades.ts';

const START_NS = 1_759_260_000_000_000_000n;
let folder: string;
let tape: string;
const at = (name: string) => join(folder, name);

/** Second 0 to 59: A-USD is bought only, B-USD sold only; then, after 30 s of silence, the other way round until 120 s. */
function trades(): RecordedTrade[] {
  return Array.from({ length: 120 }, (_, second) => second)
    .filter((second) => second < 60 || second >= 90)
    .flatMap((second) =>
      (['A-USD', 'B-USD'] as const).map((pair) => ({
        pair,
        price: 100,
        size: 1,
        side: (pair === 'A-USD') === second < 60 ? ('buy' as const) : ('sell' as const),
        tradeTimeMs: Number(START_NS / 1_000_000n) + second * 1_000,
        receivedNs: START_NS + BigInt(second) * 1_000_000_000n + 500_000_000n,
      })),
    );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alerts-'));
  tape = at('tape.parquet');
  await writeOriginalTrades(tape, trades());
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  const text = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        text[name] += String(chunk);
        done();
      },
    });
  return { code: await runAlerts(args, { stdout: sink('stdout'), stderr: sink('stderr') }), ...text };
}

async function rulesFile(name: string, rules: unknown): Promise<string> {
  await writeFile(at(name), JSON.stringify(rules));
  return at(name);
}

test('tells how often each rule would have fired, for which pairs and when', async () => {
  const rules = await rulesFile('rules.json', [
    { id: 'buyers', name: 'Buyers press', cooldownS: 0 },
    { id: 'once', name: 'Buyers press A', pairs: ['A-USD'], cooldownS: 0 },
    { id: 'silent', name: 'Silent', statistic: 'feed_silence', limit: 10, cooldownS: 0 },
    { id: 'never', name: 'Never', statistic: 'return_1m', comparison: 'beyond', limit: 0.5 },
    { id: 'off', name: 'Off', isEnabled: false },
  ]);
  const { code, stdout } = await run('--rules', rules, '--replay', tape, '--json');
  expect(code).toBe(0);
  const result: AlertTest = JSON.parse(stdout);
  expect(result.trades).toBe(180);
  expect(Object.fromEntries(result.rules.map(({ id, fired, pairs }) => [id, [fired, pairs]]))).toEqual({
    // B-USD once its purchases outweigh what was sold in the 60 s before.
    buyers: [2, 2],
    once: [1, 1],
    silent: [1, 1],
    never: [0, 0],
  });
  expect(result.fired).toBe(4);
  const silent = result.events.filter(({ ruleId }) => ruleId === 'silent');
  const startMs = Number(START_NS / 1_000_000n);
  // The last trade before it came at 59.5 s, the next one at 90.5 s.
  expect(silent.map(({ phase, timeMs }) => [phase, (timeMs - startMs) / 1_000])).toEqual([
    ['fired', 70],
    ['ended', 91],
  ]);
  expect(result.events.find(({ ruleId }) => ruleId === 'once')).toMatchObject({
    pair: 'A-USD',
    value: 1,
    feed: 'replay',
  });
});

test('the report is for people, and the same for a file in our own columns', async () => {
  const own = at('own.parquet');
  await writeOwnTrades(own, trades());
  const rules = await rulesFile('one.json', [
    { id: 'a', name: 'Buyers press', pairs: ['A-USD'] },
    { id: 'b', name: 'Off', isEnabled: false },
  ]);
  const { code, stdout, stderr } = await run('--rules', rules, '--replay', own);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe((await run('--rules', rules, '--replay', tape)).stdout);
  expect(stdout).toContain('Would have fired 1 time on 180 trades');
  expect(stdout).toContain('Buyers press: 1 time for 1 pair');
  expect(stdout).toContain('not tested because disabled: 1');
  expect(stdout).toContain('A-USD: Buy pressure is above 80 %: 100 %');
});

test('wrong rules and wrong use are exit code 2, what cannot be read is 1; each in one sentence', async () => {
  const rules = await rulesFile('fine.json', [{ id: 'a' }]);
  const expectFailure = async (args: string[], code: number, text: string) => {
    const answer = await run(...args);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toContain(text);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  };
  await expectFailure([], 2, '--rules FILE');
  await expectFailure(['--rules', rules], 2, '--replay PATH');
  await expectFailure(['--rules', rules, '--replay', tape, '--nonsense'], 2, '--nonsense');
  await expectFailure(['--rules', at('none.json'), '--replay', tape], 2, 'there is no such file');
  await expectFailure(
    ['--rules', await rulesFile('bad.json', [{ id: 'a', limit: 'x' }]), '--replay', tape],
    2,
    'limit',
  );
  await expectFailure(
    ['--rules', await rulesFile('off.json', [{ id: 'a', isEnabled: false }]), '--replay', tape],
    2,
    'enabled',
  );
  await writeFile(at('marked.json'), '\ufeff[]');
  await expectFailure(['--rules', at('marked.json'), '--replay', tape], 2, 'nothing to test');
  await writeFile(at('text.json'), 'no json');
  await expectFailure(['--rules', at('text.json'), '--replay', tape], 2, 'no JSON');
  await expectFailure(['--rules', rules, '--replay', at('none.parquet')], 1, 'none.parquet');
  await writeFile(at('broken.parquet'), 'PAR1 nothing');
  await expectFailure(['--rules', rules, '--replay', at('broken.parquet')], 1, 'broken.parquet');
});

test('--help says what there is', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--replay PATH') });
});
