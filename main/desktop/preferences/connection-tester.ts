import type { ConnectionTestResult } from '../../../preload/preferences-bridge.ts';
import type { RunningApp } from '../../app.ts';
import { type TestStep, testConnection } from '../../feed/polygon/test-connection.ts';
import { SettingError } from '../../settings/checks.ts';
import { type ApiKey, checkedKey } from '../api-key.ts';

const COPY_AGAIN =
  'Copy the key alone from your dashboard at the provider, without "Bearer" or anything else before it.';

export interface TesterHost {
  readonly apiKey: ApiKey;
  readonly running: () => RunningApp | null;
  /** The server that is to be tested. */
  readonly address: () => string | null;
}

/** Tests of the connection, one at a time; a live feed that uses the same key is interrupted only with the user's consent. */
export class ConnectionTester {
  readonly #host: TesterHost;
  #abort: AbortController | null = null;

  constructor(host: TesterHost) {
    this.#host = host;
  }

  /** Tests with `key` as typed, or with that in use where it is null; one that cannot be a key fails at its step. Without consent the test ends before a key in use would be sent. */
  async run(typed: unknown, mayInterrupt: boolean, onStep: (step: TestStep) => void): Promise<ConnectionTestResult> {
    this.cancel();
    let key: string | null;
    try {
      key = typed === null ? null : checkedKey(typed);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      onStep({ id: 'key', state: 'failed', ms: null, detail: `${error.message}.`, advice: COPY_AGAIN });
      return { outcome: 'failed', asks: false, isKeyless: false, failed: 'key' };
    }
    const abort = new AbortController();
    this.#abort = abort;
    const inUse = await this.#host.apiKey.get();
    const tested = key ?? inUse;
    const live = tested !== null && tested === inUse && this.#isLive() ? this.#host.running() : null;
    const asks = live !== null && !mayInterrupt;
    const holds = live !== null && mayInterrupt ? live.holds : null;
    let failed: TestStep['id'] | null = null;
    holds?.hold('test');
    try {
      const outcome = await testConnection({
        address: this.#host.address(),
        key: tested ?? '',
        withoutKey: asks || tested === null,
        signal: abort.signal,
        onStep: (step) => {
          if (step.state === 'failed') failed = step.id;
          onStep(step);
        },
      });
      return { outcome, asks: asks && outcome === 'ok', isKeyless: tested === null, failed };
    } finally {
      holds?.release('test');
      if (this.#abort === abort) this.#abort = null;
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Whether a connection of ours would be lost to another one with its key. */
  #isLive(): boolean {
    const app = this.#host.running();
    if (app === null || app.holds.isHeldBy('user')) return false;
    const { kind, state } = app.status().feed;
    return kind === 'polygon' && state !== 'stopped';
  }
}
