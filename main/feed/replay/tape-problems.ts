import { counted } from '../../counted.ts';
import type { ParquetFileError } from '../../parquet/parquet-file.ts';
import { createReadCounters, type ReadCounters } from '../../parquet/read-trades.ts';

/** What is wrong with a recording, for people: nothing is left out in silence. */
export class TapeProblems {
  /** Of the rows that were read since the last seek. */
  read: ReadCounters = createReadCounters();
  /** Trades that stand behind a later one. */
  unordered = 0;
  readonly #damaged = new Set<string>();
  readonly #journals: string | null;
  #reported: string | null = null;

  /** `journals`: what could not be read of rows that are in no file yet. */
  constructor(journals: string | null = null) {
    this.#journals = journals;
  }

  /** A file that is left out, or the rest of it. */
  readonly damaged = ({ message }: ParquetFileError): void => {
    this.#damaged.add(message);
  };

  /** The tape is read from another place on; files stay damaged. */
  restart(): void {
    this.read = createReadCounters();
    this.unordered = 0;
  }

  text(): string | null {
    const { unusableRows, firstProblem } = this.read;
    const sentences: string[] = [];
    const [first] = this.#damaged;
    if (first !== undefined) {
      const others = this.#damaged.size - 1;
      const more = others === 0 ? '' : ` So ${others === 1 ? 'is' : 'are'} ${counted(others, 'more file')}.`;
      sentences.push(`Left out, or cut short: ${first}${more}`);
    }
    if (this.#journals !== null) sentences.push(this.#journals);
    if (unusableRows > 0) sentences.push(`${counted(unusableRows, 'row')} cannot be used; the first: ${firstProblem}.`);
    if (this.unordered > 0) {
      const are = this.unordered === 1 ? 'is' : 'are';
      sentences.push(
        `${counted(this.unordered, 'trade')} ${are} not in order of arrival and shown at the time of the one before.`,
      );
    }
    return sentences.length === 0 ? null : sentences.join(' ');
  }

  /** Whether there is something that was not told yet. */
  hasNews(): boolean {
    const text = this.text();
    if (text === this.#reported) return false;
    this.#reported = text;
    return true;
  }
}
