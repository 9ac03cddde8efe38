import { type AlertEvent, toldText } from '../../alerts/alert-event.ts';
import type { Notice } from '../app-state.ts';

const TEXTS_SHOWN = 3;
/** Systems hide notifications that come faster. */
const BETWEEN_MS = 4_000;

/** One notice for alerts that happened together; null = none of them is to be notified. A replay's are for the eyes on it. */
export function alertNotice(events: readonly AlertEvent[]): Notice | null {
  const told = events.filter(({ phase, isNotified, feed }) => phase === 'fired' && isNotified && feed !== 'replay');
  const [first] = told;
  if (first === undefined) return null;
  const where = first.feed === 'demo' ? ' (simulated market)' : '';
  if (told.length === 1) return { title: `${first.ruleName}${where}`, body: toldText(first) };
  const texts = told.slice(0, TEXTS_SHOWN).map(toldText);
  if (told.length > TEXTS_SHOWN) texts.push(`and ${told.length - TEXTS_SHOWN} more`);
  return { title: `${told.length} alerts${where}`, body: texts.join('\n') };
}

/** Shows the first notice at once, and what follows within seconds together. */
export class AlertNotices {
  readonly #show: (notice: Notice) => void;
  #waiting: AlertEvent[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(show: (notice: Notice) => void) {
    this.#show = show;
  }

  add(events: readonly AlertEvent[]): void {
    this.#waiting.push(...events);
    if (this.#timer === null) this.#tell();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = [];
  }

  #tell(): void {
    const notice = alertNotice(this.#waiting);
    this.#waiting = [];
    this.#timer = null;
    if (notice === null) return;
    this.#show(notice);
    this.#timer = setTimeout(() => this.#tell(), BETWEEN_MS);
  }
}
