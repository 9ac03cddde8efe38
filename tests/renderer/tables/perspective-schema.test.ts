import { expect, test } from 'vitest';
import { TRADE_COLUMNS } from '../../../engine/schema.ts';
import { perspectiveSchema } from '../../../renderer/tables/perspective-schema.ts';

test("Perspective's schema follows from the column schema", () => {
  expect(perspectiveSchema(TRADE_COLUMNS)).toEqual({
    received_time: 'datetime',
    trade_time: 'datetime',
    pair: 'string',
    price: 'float',
    size: 'float',
    volume: 'float',
    side: 'string',
    exchange: 'integer',
    trade_id: 'string',
  });
});
