/** Coins of the simulated market by activity, with price levels in USD that look like autumn 2025. */
const COINS = `BTC:112000 ETH:4150 SOL:208 XRP:2.86 DOGE:0.234 ADA:0.81 LINK:21.4 SUI:3.25 AVAX:29.6 LTC:106 BCH:552 HBAR:0.217
XLM:0.368 DOT:3.93 UNI:7.72 AAVE:274 SHIB:0.0000119 PEPE:0.0000094 NEAR:2.68 ONDO:0.91 ICP:4.31 ETC:18.6 TAO:308 RNDR:3.48
APT:4.22 ARB:0.432 OP:0.684 FIL:2.24 ATOM:4.08 ALGO:0.207 INJ:12.7 SEI:0.288 WIF:0.742 BONK:0.0000193 FET:0.563 TIA:1.44
STX:0.604 IMX:0.701 GRT:0.0832 LDO:1.16 MKR:1740 CRV:0.702 ENA:0.58 JUP:0.431 JTO:1.57 PYTH:0.151 RUNE:1.13 SAND:0.262 MANA:0.288
AXS:2.13 GALA:0.0151 CHZ:0.0402 FLOW:0.358 EGLD:13.4 XTZ:0.692 EOS:0.448 ZEC:71.5 DASH:24.3 XMR:298 COMP:41.8 SNX:1.09 YFI:5180
SUSHI:0.681 BAT:0.147 ZRX:0.238 ENJ:0.0641 KNC:0.364 BAL:1.08 UMA:1.27 BAND:0.611 OCEAN:0.276 ANKR:0.0136 SKL:0.0221 STORJ:0.237 NMR:15.2
CVC:0.0817 OMG:0.178 LRC:0.0843 REN:0.00821 MINA:0.162 KAVA:0.334 ROSE:0.0243 CELO:0.282 ONE:0.00964 IOTX:0.0221 QTUM:2.31 ICX:0.134
WAVES:1.08 ZIL:0.0103 RVN:0.0124 DGB:0.00763 SC:0.00287 XEM:0.00141 LSK:0.321 ARDR:0.0812 STEEM:0.126 HIVE:0.194 NANO:0.842 TRX:0.336
TON:2.71 KAS:0.0746 BLUR:0.0752 GMX:13.9 DYDX:0.579 PENDLE:4.72 ENS:20.8 SSV:9.14 RPL:5.71 CVX:3.14 FXS:2.28 SPELL:0.000462 MASK:1.19
APE:0.554 GMT:0.0388 MAGIC:0.163 HNT:2.41 MOBILE:0.000314 RLC:0.982 TRB:31.6 API3:0.781 AUDIO:0.0581 RARE:0.0492 ACH:0.0187 COTI:0.0448
VET:0.0221 THETA:0.742 TFUEL:0.0331 JASMY:0.0131 GODS:0.109 SUPER:0.561 PRIME:1.44 POPCAT:0.217 MOG:0.00000081 FLOKI:0.0000862
TURBO:0.00337 BRETT:0.0431 TRUMP:7.62 PENGU:0.0284 ZRO:1.93 EIGEN:1.61 STRK:0.128 ZK:0.0512 W:0.0781 DRIFT:0.561 KMNO:0.0683`;

/** Quote currencies: USD value of one unit (null: the price of that coin) and how busy their pairs are against USD. */
const QUOTES: readonly { readonly name: string; readonly usd: number | null; readonly share: number }[] = [
  { name: 'USD', usd: 1, share: 1 },
  { name: 'EUR', usd: 1.173, share: 0.15 },
  { name: 'USDT', usd: 1.0002, share: 0.12 },
  { name: 'USDC', usd: 0.9999, share: 0.1 },
  { name: 'GBP', usd: 1.344, share: 0.05 },
  { name: 'BTC', usd: null, share: 0.04 },
  { name: 'ETH', usd: null, share: 0.015 },
];

export interface Coin {
  readonly name: string;
  readonly usd: number;
}

/** A traded pair; `base` and `quote` index the coins, `quote` is -1 for a currency of constant USD value. */
export interface Instrument {
  readonly pair: string;
  readonly base: number;
  readonly quote: number;
  readonly quoteUsd: number;
  /** Decimals of its prices, as an exchange would set them. */
  readonly decimals: number;
}

/** The `count` busiest pairs of the simulated market, busiest first; beyond the known coins names are made up. */
export function createInstruments(count: number): { coins: readonly Coin[]; instruments: readonly Instrument[] } {
  const coins = COINS.split(/\s+/).map((entry) => {
    const [name = '', usd] = entry.split(':');
    return { name, usd: Number(usd) };
  });
  for (let i = 0; coins.length * QUOTES.length < count * 2; i++) coins.push(madeUpCoin(i));

  const ranked: { instrument: Instrument; score: number }[] = [];
  for (const [base, coin] of coins.entries()) {
    for (const { name, usd, share } of QUOTES) {
      if (name === coin.name || (name === 'ETH' && coin.name === 'BTC')) continue;
      const quote = usd === null ? coins.findIndex((candidate) => candidate.name === name) : -1;
      const price = coin.usd / (usd ?? coins[quote]?.usd ?? 1);
      const decimals = Math.min(10, Math.max(2, 4 - Math.floor(Math.log10(price))));
      ranked.push({
        instrument: { pair: `${coin.name}-${name}`, base, quote, quoteUsd: usd ?? 1, decimals },
        score: share / (base + 1.5) ** 1.1,
      });
    }
  }
  ranked.sort((a, b) => b.score - a.score);
  return { coins, instruments: ranked.slice(0, count).map((entry) => entry.instrument) };
}

const SYLLABLES = ['BA', 'CO', 'DU', 'FI', 'GE', 'KO', 'LU', 'MI', 'NO', 'PA', 'RI', 'SO', 'TU', 'VE', 'XA', 'ZO'];

/** 256 names of two syllables, then three; the digit keeps them apart from real coins. */
function madeUpCoin(i: number): Coin {
  const at = (k: number) => SYLLABLES[Math.floor(i / 16 ** k) % 16] ?? '';
  const name = `${at(0)}${at(1)}${i >= 256 ? at(2) : ''}1`;
  return { name, usd: 10 ** (((i * 7) % 60) / 10 - 4) };
}
