import { AlertEvaluator } from '../engine/alerts/alert-evaluator.ts';
import { ALERT_PRESETS, type AlertRule } from '../engine/alerts/alert-rule.ts';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import { collectGarbage, cpuUs, syntheticTrades, TRADES_PER_PAIR_SECOND } from './engine-load.ts';
import { type Figure, report } from './report.ts';

const NS_PER_S = 1e9;
const PAIRS = 250;
const RULES = 50;
/** Until every window is full and the code is compiled. */
const WARM_UP_S = 700;
const MEASURED_S = 600;
const RUNS = 3;

/** What alert rules cost: seconds of 250 pairs without rules and with 50, alternately, in one process. */
export async function run(): Promise<void> {
  const withoutUs: number[] = [];
  const withUs: number[] = [];
  let fired = 0;
  for (let i = 0; i < RUNS; i += 1) {
    withoutUs.push(secondUs(null));
    withUs.push(secondUs(new AlertEvaluator(rules(), () => (fired += 1))));
  }
  const [without, among] = [Math.min(...withoutUs), Math.min(...withUs)];
  report([
    figure(`one second of ${PAIRS} pairs without rules`, without, 'us'),
    figure(`one second of ${PAIRS} pairs with ${RULES} rules`, among, 'us'),
    figure(`with ${RULES} rules against none`, among / without, 'x'),
    figure('one rule on one pair, one second', ((among - without) / RULES / PAIRS) * 1_000, 'ns'),
    figure('alerts that fired and ended, all runs', fired, ''),
  ]);
}

function rules(): readonly AlertRule[] {
  return Array.from({ length: RULES }, (_, i) => ({ ...preset(i), id: `r${i}`, minVolume: 0, cooldownS: 60 }));
}

function preset(i: number): Omit<AlertRule, 'id'> {
  const ofPairs = ALERT_PRESETS.filter(({ statistic }) => statistic !== 'feed_silence');
  return ofPairs[i % ofPairs.length] as Omit<AlertRule, 'id'>;
}

/** CPU time of one second of the market, trades and evaluation, the mean of many. */
function secondUs(evaluator: AlertEvaluator | null): number {
  const trades = syntheticTrades(100_000, PAIRS);
  const engine = createEngine(engineConfig('standard', 0), () => undefined, evaluator);
  const perSecond = PAIRS * TRADES_PER_PAIR_SECOND;
  let next = 0;
  const play = (fromS: number, toS: number) => {
    for (let second = fromS; second < toS; second += 1) {
      for (let i = 0; i < perSecond; i += 1) {
        const trade = trades[next % trades.length] as (typeof trades)[number];
        engine.addTrade((second + (i + 0.5) / perSecond) * NS_PER_S, trade);
        next += 1;
      }
      engine.advance((second + 1) * NS_PER_S + 1);
    }
  };
  play(0, WARM_UP_S);
  collectGarbage();
  return cpuUs(() => play(WARM_UP_S, WARM_UP_S + MEASURED_S)) / MEASURED_S;
}

const figure = (name: string, value: number, unit: string): Figure => ({ bench: 'alerts', figure: name, value, unit });
