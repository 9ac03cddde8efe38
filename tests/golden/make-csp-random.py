"""Makes csp_random.json: random synthetic trades, and the rows that CSP itself computes from them.

Run with Python 3.11, csp 0.11.3 and numpy 2: python make-csp-random.py > csp_random.json
The graph is the per-pair graph of the original system, node by node; CSP runs it in simulation mode.
"""

import json
import random
import sys
from datetime import datetime, timedelta

import csp
import numpy as np
from csp import ts

SEEDS = [12, 18, 100, 128, 135, 159]
SECOND = 10**9
STATISTICS = [
    "trade_count", "VWA", "EWA60s", "EWA120s", "EWA180s", "return_1min", "volitality_60s", "volitality_MA5mins",
    "volitality_stddev", "sell_count", "buy_count", "buy_pressure", "volumn_60s",
]


class Trade(csp.Struct):
    pair: str
    price: float
    size: float
    volume: float
    sellorbuy: int
    t_ns: int


class Row(csp.Struct):
    pair: str
    values: list
    t_ns: int


@csp.node
def combine(pair: str, values: [ts[float]], t_ns: ts[int], trigger: ts[bool]) -> ts[Row]:
    with csp.start():
        csp.make_passive(values)
        csp.make_passive(t_ns)
    if csp.ticked(trigger) and csp.valid(values):
        return Row(pair=pair, values=[values[i] for i in range(len(values))], t_ns=t_ns)


def ticker_graph(reset_s):
    s = timedelta(seconds=1)

    @csp.graph
    def ticker(pair: str, trades: ts[Trade], timer1s: ts[bool]) -> ts[Row]:
        reset = csp.timer(reset_s * s)
        count = csp.stats.count(trades.price, interval=60 * s, min_window=s, trigger=timer1s)
        sells = csp.filter(trades.sellorbuy == 1, trades)
        buys = csp.filter(trades.sellorbuy == 2, trades)
        sell = csp.stats.sum(sells.volume, interval=60 * s, min_window=5 * s, trigger=timer1s)
        buy = csp.stats.sum(buys.volume, interval=60 * s, min_window=5 * s, trigger=timer1s)
        vwa = csp.stats.mean(trades.price, interval=100, min_window=1, weights=trades.size, trigger=timer1s, reset=reset)
        ewa = [csp.stats.ema(vwa, halflife=h * s, trigger=timer1s, reset=reset) for h in (60, 120, 180)]
        volume = csp.stats.sum(trades.volume, interval=60 * s, min_window=5 * s, trigger=timer1s)
        d = csp.diff(vwa, lag=60 * s)
        ret = csp.divide(d, csp.add(vwa, d))
        vol = csp.stats.stddev(ret, interval=60 * s, min_window=s, trigger=timer1s)
        vol_mean = csp.stats.mean(vol, interval=600 * s, min_window=s, trigger=timer1s)
        vol_sd = csp.stats.stddev(vol, interval=600 * s, min_window=s, trigger=timer1s)
        pressure = csp.divide(buy, csp.add(buy, sell))
        values = [count, vwa, *ewa, ret, vol, vol_mean, vol_sd, sell, buy, pressure, volume]
        return combine(pair, values, trades.t_ns, csp.timer(60 * s))

    return ticker


@csp.node
def to_list(rows: ts[{str: Row}]) -> ts[[Row]]:
    if csp.ticked(rows):
        return list(rows.values())


def random_trades(seed):
    """Steady flows, bursts of up to 250, trades exactly on a tick, on a reset and 60 s apart, zero and dust sizes."""
    r = random.Random(seed)
    end = r.choice([700, 1500, 2600])
    reset = r.choice([10, 63, 120, 300, 600, 1200, 86400])
    taken, trades, starts = set(), [], []

    def put(t, pair, price, size, side):
        while t in taken:
            t += 1
        if 0 < t < end * SECOND:
            taken.add(t)
            trades.append([t, pair, price, size, side])

    for i in range(r.choice([1, 2, 4, 7])):
        pair = f"P{i}-USD"
        start = r.choice([r.randrange(1, 100 * SECOND), r.randrange(1, 100) * SECOND, r.randrange(1, 100 * 1000) * 10**6])
        if starts and r.random() < 0.4:
            start = starts[0] + 60 * SECOND * r.randrange(1, 4)
        starts.append(start)
        price = 10 ** r.uniform(-9, 6) if r.random() < 0.3 else 10 ** r.uniform(-2, 5)
        t, rate, vol = start, 10 ** r.uniform(-1.7, 0.8), r.choice([0, 1e-6, 1e-4, 1e-2, 1.0])
        mode = r.choice(["poisson", "grid", "burst", "mix"])
        while t < end * SECOND:
            size = r.choice([round(10 ** r.uniform(-8, 4), 8), round(10 ** r.uniform(-3, 1), 6)])
            if r.random() < 0.02:
                size = 0.0
            if r.random() < 0.02:
                size = 1e-10
            if r.random() < 0.002:
                price *= r.choice([0.5, 0.3, 3, 100, 1e-3])
            put(t, pair, price, size, r.choice([0, 1, 2, 2, 1]))
            price *= 2.718281828 ** (r.gauss(0, vol * 0.5))
            price = float("%.10g" % price)
            k = r.random()
            if mode != "poisson" and k < 0.01:
                for j in range(r.choice([5, 99, 100, 101, 150, 250])):
                    step = j * r.choice([1, 1000, 10**6])
                    put(t + 1 + step, pair, price * (1 + 1e-4 * j), round(r.uniform(0.01, 5), 6), r.choice([1, 2]))
            if mode in ("grid", "mix") and k < 0.3:
                t = (t // SECOND + r.choice([1, 1, 2, 60])) * SECOND
            elif mode in ("grid", "mix") and k < 0.4:
                t += 60 * SECOND
            elif k < 0.43:
                t = start + reset * SECOND * ((t - start) // (reset * SECOND) + 1)
            elif k < 0.44:
                t += r.randrange(60, 400) * SECOND
            else:
                t += int(r.expovariate(rate) * SECOND) + 1
    return reset, end, sorted(trade for trade in trades if trade[0] < end * SECOND)


def json_number(value):
    if value != value:
        return None
    return value if abs(value) != float("inf") else str(value)


def run_case(seed):
    reset_s, end_s, trades = random_trades(seed)
    origin = np.datetime64("2025-01-01T00:00:00", "ns")
    times = np.array([origin + np.timedelta64(t[0], "ns") for t in trades])
    structs = np.empty(len(trades), dtype=object)
    for i, (t, pair, price, size, side) in enumerate(trades):
        structs[i] = Trade(pair=pair, price=price, size=size, volume=size * price, sellorbuy=side, t_ns=t)

    @csp.graph
    def graph():
        source = csp.curve(Trade, (times, structs))
        by_pair = csp.dynamic_demultiplex(source, source.pair)
        timer1s = csp.timer(timedelta(seconds=1))
        rows = csp.dynamic(by_pair, ticker_graph(reset_s), csp.snap(source.pair), csp.attach(), timer1s)
        csp.add_graph_output("rows", csp.unroll(to_list(csp.dynamic_collect(rows))))

    result = csp.run(graph, starttime=datetime(2025, 1, 1), endtime=timedelta(seconds=end_s), output_numpy=True)
    at, rows = result["rows"]
    stats = [
        [int((t - origin).astype("int64")), row.pair, *map(json_number, row.values), row.t_ns] for t, row in zip(at, rows)
    ]
    return {"seed": seed, "reset_s": reset_s, "end_s": end_s, "trades": trades, "stats": stats}


def main():
    json.dump(
        {
            "engine": f"csp {csp.__version__}",
            "note": "t_ns = nanoseconds since engine start; null = NaN; the 1 s timer ticks at k*1e9; volume = size*price",
            "trade_columns": ["t_ns", "pair", "price", "size", "sellorbuy"],
            "stats_columns": ["t_ns", "pair", *STATISTICS, "last_trade_t_ns"],
            "cases": [run_case(seed) for seed in SEEDS],
        },
        sys.stdout,
        separators=(",", ":"),
    )


if __name__ == "__main__":
    main()
