import { WebSocket } from 'ws';

/** The delays of the original page are 500, 1,000, 100 and 2,000 ms; the tests wait a tenth of that. */
const CONNECT_AFTER_MS = 50;
const TEST_AFTER_MS = 100;
const CLOSE_TEST_AFTER_MS = 10;
const RECONNECT_AFTER_MS = 200;
const MAX_RECONNECTS = 5;
const NORMAL_CLOSURE = 1000;

type Fields = Record<string, unknown>;
type Row = Record<string, string | number | Date>;

const float = (value: unknown) => Number.parseFloat(String(value)) || 0;
const integer = (value: unknown) => Number.parseInt(String(value), 10) || 0;
const date = (value: unknown) => new Date(Number.parseFloat(String(value)) * 1_000);

/** A trade as the original page reads it: missing values become a pair, a zero or the current time. */
function tradeRow(fields: Fields): Row {
  return {
    pair: String(fields.pair || 'BTC-USD'),
    price: float(fields.price),
    size: float(fields.size),
    volume: float(fields.volume),
    timestamp: float(fields.timestamp) || Date.now(),
    trade_time: date(fields.trade_time),
    sellorbuy: integer(fields.sellorbuy),
    exchange: integer(fields.exchange),
  };
}

const STATISTICS = [
  'trade_count',
  'VWA',
  'EWA60s',
  'EWA120s',
  'EWA180s',
  'return_1min',
  'volitality_60s',
  'volitality_MA5mins',
  'volitality_stddev',
  'sell_count',
  'buy_count',
  'buy_pressure',
  'volumn_60s',
] as const;

function statisticsRow(fields: Fields): Row {
  return {
    pair: String(fields.pair || 'BTC-USD'),
    ...Object.fromEntries(STATISTICS.map((name) => [name, float(fields[name])])),
    timestamp: float(fields.timestamp) || Date.now(),
    trade_time: date(fields.trade_time),
    return_upper_band: float(fields.return_1min) + float(fields.volitality_60s),
    return_lower_band: float(fields.return_1min) - float(fields.volitality_60s),
    vol_upper_2sigma: float(fields.volitality_MA5mins) + 2 * float(fields.volitality_stddev),
  };
}

/** Behaves on the wire as the browser page of the original system does, with its host constant set to this address. */
export class OriginalClient {
  readonly trades: Row[] = [];
  readonly statistics: Row[] = [];
  readonly faults: string[] = [];
  readonly closeCodes: number[] = [];
  /** What its self-test saw: the tables of GET /tables, and how its own third socket ended. */
  readonly selfTest: { tables: Fields[]; firstMessage: string; closeCode: number | null } = {
    tables: [],
    firstMessage: '',
    closeCode: null,
  };
  opened = 0;
  readonly #address: string;
  readonly #sockets = new Map<string, WebSocket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #reconnects = 0;

  constructor(address: string) {
    this.#address = address;
    this.#later(TEST_AFTER_MS, () => void this.#testServer());
    this.#later(CONNECT_AFTER_MS, () => {
      this.#connect('trades', (row) => this.trades.push(tradeRow(row)));
      this.#connect('statistics', (row) => this.statistics.push(statisticsRow(row)));
    });
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets.values()) socket.close(NORMAL_CLOSURE, 'Manual disconnect');
  }

  #later(delayMs: number, action: () => void): void {
    this.#timers.add(setTimeout(action, delayMs));
  }

  #connect(table: string, take: (row: Fields) => void): void {
    const socket = new WebSocket(`ws://${this.#address}/subscribe/${table}`);
    this.#sockets.set(table, socket);
    socket.onopen = () => {
      this.opened += 1;
      this.#reconnects = 0;
    };
    socket.onmessage = ({ data }) => {
      try {
        if (typeof data !== 'string') throw new Error('not a text frame');
        const message: { data?: unknown } = JSON.parse(data);
        if (Array.isArray(message.data)) for (const row of message.data) take(row);
      } catch (error) {
        this.faults.push(String(error));
      }
    };
    socket.onerror = () => {};
    socket.onclose = ({ code }) => {
      this.closeCodes.push(code);
      this.#sockets.delete(table);
      if (code === NORMAL_CLOSURE || this.#reconnects >= MAX_RECONNECTS) return;
      if (table === 'trades') this.#reconnects += 1;
      this.#later(RECONNECT_AFTER_MS, () => this.#connect(table, take));
    };
  }

  async #testServer(): Promise<void> {
    try {
      const response = await fetch(`http://${this.#address}/tables`, { headers: { origin: 'http://page.example' } });
      if (response.headers.get('access-control-allow-origin') !== '*') throw new Error('no CORS: the browser refuses');
      const { tables } = (await response.json()) as { tables: Fields[] };
      for (const { name, sub } of tables) this.selfTest.tables.push({ name, sub });
      const socket = new WebSocket(`ws://${this.#address}/subscribe/trades`);
      this.#sockets.set('test', socket);
      // The test may be over, and its server gone.
      socket.onerror = () => {};
      socket.onmessage = ({ data }) => {
        this.selfTest.firstMessage ||= String(data);
        this.#later(CLOSE_TEST_AFTER_MS, () => socket.close(NORMAL_CLOSURE));
      };
      socket.onclose = ({ code }) => {
        this.selfTest.closeCode = code;
        this.#sockets.delete('test');
      };
    } catch (error) {
      this.faults.push(String(error));
    }
  }
}
