import type { TestStepId } from './test-connection.ts';

/** The steps of a connection test in words; for pages too, which must not load the test itself. */
export const TEST_STEP_TITLES: Readonly<Record<TestStepId, string>> = {
  address: 'Address',
  dns: 'Name (DNS)',
  tcp: 'Port (TCP)',
  tls: 'Encryption (TLS)',
  websocket: 'Stream',
  key: 'API key',
  plan: 'Plan',
  limit: 'Connection limit',
  trades: 'Trades',
};
