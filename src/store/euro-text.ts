/** Micro-euros as exact decimal text: 1652667 → `1.652667`. */
export function euroText(microEuros: bigint): string {
  const sign = microEuros < 0n ? '-' : '';
  const digits = String(microEuros < 0n ? -microEuros : microEuros).padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Decimal text with six digits after the point, as micro-euros. */
export function microEurosIn(text: string): bigint {
  return BigInt(text.replace('.', ''));
}
