/** Names that are listed beside a wrong one; the shipped catalogue has fewer offers. */
const MAX_LISTED = 40;

/** A name that nothing has, and those that there are. */
export function noSuchName(name: string, kind: string, known: Iterable<string>): string {
  return `${name} is no ${kind} of the catalogue; expected ${listOf([...known])}`;
}

/** Names as they are listed behind what was found. */
export function listOf(known: readonly string[]): string {
  if (known.length === 0) return 'none: there is none yet';
  const rest = known.length - MAX_LISTED;
  const shown = known.slice(0, MAX_LISTED).join(', ');
  return `${known.length === 1 ? '' : 'one of '}${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
}
