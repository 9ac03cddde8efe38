import { VOLUME } from '../row.ts';
import { STATISTIC_NAMES } from '../schema.ts';
import { NS_PER_S } from '../time.ts';
import { type AlertRule, FEED_SILENCE, isCrossing, isForPair } from './alert-rule.ts';

/** Called by the engine with the statistics of every second. */
export interface StatisticsWatch {
  /** The rows that follow are those of this instant; `isPartial`: a feed gap touches their windows. */
  begin(timeNs: number, isPartial: boolean): void;
  /** Values in the order of STATISTIC_NAMES, NaN = undefined; valid during the call. */
  row(pair: string, values: Float64Array): void;
  /** Pairs that are not evaluated any more. */
  forget(pair: string): void;
}

/** Something happened to a rule: `fired` when its condition began (or its crossing happened), `ended` when it was over. */
export interface AlertFiring {
  readonly timeNs: number;
  readonly rule: AlertRule;
  /** null: the feed. */
  readonly pair: string | null;
  readonly phase: 'fired' | 'ended';
  /** NaN: it ended because nothing is evaluated any more, its pair or its rule being gone. */
  readonly value: number;
  readonly limit: number;
  readonly isPartial: boolean;
}

/** What a rule has done since it was set. */
export interface AlertRuleState {
  readonly id: string;
  readonly fired: number;
  /** Not told, because of the cooldown. */
  readonly suppressed: number;
  /** Pairs whose condition holds now, `null` for the feed. */
  readonly active: readonly (string | null)[];
  readonly lastNs: number | null;
}

interface Watch {
  readonly rule: CompiledRule;
  /** The alert is told and not over. */
  isOn: boolean;
  /** The condition holds, but is in its cooldown: it is not told, and neither is its end. */
  isQuiet: boolean;
  pendingNs: number;
  /** Side of the limit that the value was last on: 1 above, -1 below, 0 not known. */
  side: number;
  firedNs: number;
}

interface CompiledRule {
  readonly rule: AlertRule;
  readonly column: number;
  readonly limitColumn: number | null;
  readonly watches: Map<string | null, Watch>;
  fired: number;
  suppressed: number;
  lastNs: number | null;
}

/**
 * Evaluates rules on every pair's statistics of each second. No clock: times are the engine's. An undefined value (null) meets no condition
 * and ends none: an alert that is on stays on until a value says otherwise, or until its pair or its rule is gone.
 */
export class AlertEvaluator implements StatisticsWatch {
  readonly #tell: (firing: AlertFiring) => void;
  #rules: readonly CompiledRule[] = [];
  /** Watches of the rules that are for a pair. */
  readonly #byPair = new Map<string, readonly Watch[]>();
  #nowNs = 0;
  #isPartial = false;

  constructor(rules: readonly AlertRule[], tell: (firing: AlertFiring) => void) {
    this.#tell = tell;
    this.setRules(rules);
  }

  /** Takes other rules over; a rule that is the same as before keeps its state. */
  setRules(rules: readonly AlertRule[]): void {
    const before = new Map(this.#rules.map((compiled) => [JSON.stringify(compiled.rule), compiled]));
    const dropped = new Set(this.#rules);
    this.#rules = rules
      .filter(({ isEnabled }) => isEnabled)
      .map((rule) => before.get(JSON.stringify(rule)) ?? compile(rule));
    for (const kept of this.#rules) dropped.delete(kept);
    for (const { watches } of dropped) for (const [pair, watch] of watches) this.#leave(watch, pair);
    this.#byPair.clear();
  }

  /** Nothing more will be evaluated: what is on ends. */
  endAll(): void {
    for (const { watches } of this.#rules) for (const [pair, watch] of watches) this.#leave(watch, pair);
  }

  begin(timeNs: number, isPartial: boolean): void {
    this.#nowNs = timeNs;
    this.#isPartial = isPartial;
  }

  row(pair: string, values: Float64Array): void {
    let watches = this.#byPair.get(pair);
    if (watches === undefined) {
      watches = this.#rules
        .filter(({ rule }) => rule.statistic !== FEED_SILENCE && isForPair(rule, pair))
        .map((compiled) => watchOf(compiled, pair));
      this.#byPair.set(pair, watches);
    }
    for (const watch of watches) {
      const { rule, column, limitColumn } = watch.rule;
      const limit = limitColumn === null ? (rule.limit as number) : (values[limitColumn] as number);
      const isBigEnough = rule.minVolume === 0 || (values[VOLUME] as number) >= rule.minVolume;
      this.#evaluate(watch, pair, isBigEnough ? (values[column] as number) : Number.NaN, limit);
    }
  }

  forget(pair: string): void {
    this.#byPair.delete(pair);
    for (const { watches } of this.#rules) {
      const watch = watches.get(pair);
      if (watch !== undefined) this.#leave(watch, pair);
      watches.delete(pair);
    }
  }

  /** Seconds since the feed's last trade at an instant; null = the feed is not expected to deliver, which ends the alert. */
  feed(timeNs: number, silenceS: number | null): void {
    this.begin(timeNs, false);
    for (const compiled of this.#rules) {
      if (compiled.rule.statistic !== FEED_SILENCE) continue;
      this.#evaluate(watchOf(compiled, null), null, silenceS ?? 0, compiled.rule.limit as number);
    }
  }

  /** Of every enabled rule. */
  states(): AlertRuleState[] {
    return this.#rules.map(({ rule, fired, suppressed, lastNs, watches }) => ({
      id: rule.id,
      fired,
      suppressed,
      active: [...watches].filter(([, watch]) => watch.isOn || watch.isQuiet).map(([pair]) => pair),
      lastNs,
    }));
  }

  #evaluate(watch: Watch, pair: string | null, value: number, limit: number): void {
    if (Number.isNaN(value) || Number.isNaN(limit)) {
      watch.pendingNs = Number.NaN;
      return;
    }
    if (isCrossing(watch.rule.rule)) this.#evaluateCrossing(watch, pair, value, limit);
    else this.#evaluateLevel(watch, pair, value, limit);
  }

  #evaluateLevel(watch: Watch, pair: string | null, value: number, limit: number): void {
    const { rule } = watch.rule;
    const over = excess(rule, value, limit);
    if (watch.isOn || watch.isQuiet) {
      const band = rule.hysteresis * Math.abs(limit);
      if (band > 0 ? over > -band : over > 0) return;
      if (watch.isOn) this.#tellOf(watch, pair, 'ended', value, limit);
      watch.isOn = false;
      watch.isQuiet = false;
      watch.pendingNs = Number.NaN;
      return;
    }
    if (!(over > 0)) {
      watch.pendingNs = Number.NaN;
      return;
    }
    if (!this.#hasHeld(watch)) return;
    if (this.#fire(watch, pair, value, limit)) watch.isOn = true;
    else watch.isQuiet = true;
  }

  /** The value changes sides when it is beyond the band about the limit, so that standing on the limit is no crossing. */
  #evaluateCrossing(watch: Watch, pair: string | null, value: number, limit: number): void {
    const { rule } = watch.rule;
    const distance = value - limit;
    const band = rule.hysteresis * Math.abs(limit);
    const side = distance > band ? 1 : distance < -band ? -1 : watch.side;
    if (side === watch.side || watch.side === 0) {
      watch.side = side;
      watch.pendingNs = Number.NaN;
      return;
    }
    if (!this.#hasHeld(watch)) return;
    watch.side = side;
    watch.pendingNs = Number.NaN;
    const isWanted = rule.comparison === 'crosses' || (rule.comparison === 'crosses-above') === side > 0;
    if (isWanted) this.#fire(watch, pair, value, limit);
  }

  #leave(watch: Watch, pair: string | null): void {
    const { limit } = watch.rule.rule;
    if (watch.isOn) this.#tellOf(watch, pair, 'ended', Number.NaN, typeof limit === 'number' ? limit : Number.NaN);
    watch.isOn = false;
    watch.isQuiet = false;
    watch.pendingNs = Number.NaN;
  }

  #hasHeld(watch: Watch): boolean {
    if (Number.isNaN(watch.pendingNs)) watch.pendingNs = this.#nowNs;
    return this.#nowNs - watch.pendingNs >= watch.rule.rule.holdS * NS_PER_S;
  }

  /** Tells it, unless the rule's cooldown for this pair lasts. */
  #fire(watch: Watch, pair: string | null, value: number, limit: number): boolean {
    const compiled = watch.rule;
    if (this.#nowNs - watch.firedNs < compiled.rule.cooldownS * NS_PER_S) {
      compiled.suppressed += 1;
      return false;
    }
    watch.firedNs = this.#nowNs;
    compiled.fired += 1;
    compiled.lastNs = this.#nowNs;
    this.#tellOf(watch, pair, 'fired', value, limit);
    return true;
  }

  #tellOf({ rule }: Watch, pair: string | null, phase: AlertFiring['phase'], value: number, limit: number): void {
    this.#tell({ timeNs: this.#nowNs, rule: rule.rule, pair, phase, value, limit, isPartial: this.#isPartial });
  }
}

/** How far a value is past the limit, in the direction that the rule looks. */
function excess({ comparison }: AlertRule, value: number, limit: number): number {
  if (comparison === 'below') return limit - value;
  return (comparison === 'beyond' ? Math.abs(value) : value) - limit;
}

function compile(rule: AlertRule): CompiledRule {
  return {
    rule,
    column: (STATISTIC_NAMES as readonly string[]).indexOf(rule.statistic),
    limitColumn: typeof rule.limit === 'number' ? null : STATISTIC_NAMES.indexOf(rule.limit),
    watches: new Map(),
    fired: 0,
    suppressed: 0,
    lastNs: null,
  };
}

function watchOf(rule: CompiledRule, pair: string | null): Watch {
  let watch = rule.watches.get(pair);
  if (watch === undefined) {
    watch = {
      rule,
      isOn: false,
      isQuiet: false,
      pendingNs: Number.NaN,
      side: 0,
      firedNs: Number.NEGATIVE_INFINITY,
    };
    rule.watches.set(pair, watch);
  }
  return watch;
}
