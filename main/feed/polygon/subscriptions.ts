/**
 * What we want, what was confirmed, and the one subscribe message in flight. Refused channels stay refused until `allowAll`:
 * the server names no channel in a refusal, so the refused ones are those that every other answer left over.
 */
export class Subscriptions {
  readonly #desired: readonly string[];
  readonly #refused = new Set<string>();
  readonly #confirmed = new Set<string>();
  readonly #pending = new Set<string>();
  #refusals = 0;

  constructor(channels: readonly string[]) {
    this.#desired = channels;
  }

  /** Starts anew on a fresh connection: the channels to ask for, comma-separated; null if none is left. */
  begin(): string | null {
    this.#confirmed.clear();
    this.#pending.clear();
    this.#refusals = 0;
    for (const channel of this.#desired) if (!this.#refused.has(channel)) this.#pending.add(channel);
    return this.#pending.size === 0 ? null : [...this.#pending].join(',');
  }

  /** Takes a `success` message (`subscribed to: XT.BTC-USD`, maybe several). */
  confirm(message: string): void {
    const channels = /^subscribed to:\s*(.+)$/i.exec(message.trim())?.[1];
    for (const channel of channels?.split(',') ?? []) {
      const name = channel.trim();
      if (this.#pending.delete(name)) this.#confirmed.add(name);
    }
    this.#settleRefusals();
  }

  /** Takes a refusal. False if nothing was asked for. */
  refuse(): boolean {
    if (this.#pending.size === 0) return false;
    this.#refusals += 1;
    this.#settleRefusals();
    return true;
  }

  /**
   * To be called when no more answers are awaited. Leftovers are refused if there was a refusal; confirmed if trades flow
   * and nothing else was confirmed; else they are returned: unanswered.
   */
  giveUpWaiting(tradesFlow: boolean): readonly string[] {
    const leftovers = [...this.#pending];
    if (this.#refusals > 0) {
      this.#refusals = leftovers.length;
      this.#settleRefusals();
    } else if (tradesFlow && this.#confirmed.size === 0) {
      for (const channel of leftovers) this.#confirmed.add(channel);
      this.#pending.clear();
    }
    return [...this.#pending];
  }

  /** Every channel was confirmed or refused. */
  get settled(): boolean {
    return this.#pending.size === 0;
  }

  get confirmed(): ReadonlySet<string> {
    return this.#confirmed;
  }

  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  /** Forgets refusals: another key may be allowed more. */
  allowAll(): void {
    this.#refused.clear();
  }

  #settleRefusals(): void {
    if (this.#pending.size === 0 || this.#refusals < this.#pending.size) return;
    for (const channel of this.#pending) this.#refused.add(channel);
    this.#pending.clear();
  }
}
