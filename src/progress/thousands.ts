/** A number, or its decimal text, with commas; `toLocaleString` would load a library of languages for them. */
export function thousands(value: number | string): string {
  const [whole, ...fraction] = String(value).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** So many of a thing: `1 event`, `2,000 events`. */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${thousands(value)} ${value === 1 ? one : several}`;
}
