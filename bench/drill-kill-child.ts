// The process that a kill drill records with and kills: ROOT ACKS WORKER RATE START_US ROTATE_MS ROTATE_ROWS
import { openSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { openRecorder } from '../main/recording/recorder.ts';
import { drillTrade } from './drill-trades.ts';

const [root = '', acks = '', worker = '', ...numbers] = process.argv.slice(2);
const [rate = 0, startUs = 0, rotateAfterMs = 0, rotateRows = 0] = numbers.map(Number);
const BATCH_MS = 10;

const recorder = await openRecorder({
  directory: root,
  product: { name: 'kill drill', version: '0' },
  profile: 'standard',
  rotateAfterMs,
  rotateRows,
  workerUrl: pathToFileURL(worker),
});
const log = openSync(acks, 'w');
const startedMs = performance.now();
let sent = 0;

setInterval(() => {
  const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate);
  const trades = [];
  for (; sent < due; sent++) trades.push(drillTrade(sent, startUs));
  recorder.addTrades(trades);
  // What the recorder has been given, and when: a write to a file survives the kill.
  const record = new Float64Array([Date.now(), sent]);
  writeSync(log, new Uint8Array(record.buffer));
}, BATCH_MS);
