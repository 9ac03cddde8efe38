import { expect, test } from 'vitest';
import { FIELDS, typedValue } from '../../../renderer/preferences/fields.ts';

const field = (name: string) => FIELDS.find((each) => each.name === name) ?? expect.unreachable(name);

test.each([
  ['retentionGb', ' 30 ', 30],
  ['retentionGb', '.5', 0.5],
  ['retentionGb', '5.', 5],
  ['retentionGb', '', null],
  ['minFreeGb', '', ''],
  ['webPort', '1e4', '1e4'],
  ['webPort', '0x1f90', '0x1f90'],
  ['webPort', '8,097', '8,097'],
  ['webPort', '.', '.'],
  ['quickTickers', ' btc-usd;ETH/usd\teth-usd,, ', ['BTC-USD', 'ETH-USD', 'ETH-USD']],
  ['dataDir', '  /data/my files ', '/data/my files'],
  ['updateFeedUrl', ' ', null],
])('%s typed as %j is checked as %j', (name, text, expected) => {
  expect(typedValue(field(name), text)).toEqual(expected);
});
