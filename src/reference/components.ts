/**
 * Numbers the components of contracts: contracts that a line has moved between, and the Webex
 * contracts of one site, influence each other's price and carry the same number.
 * @param lineFirst,lineContract validities as in ReferenceTables
 * @param webexSite site of each Webex contract, -1 for all other contracts
 * @returns component of each contract, dense from 0
 */
export function contractComponents(
  lineFirst: Int32Array,
  lineContract: Int32Array,
  webexSite: Int32Array,
  siteCount: number,
): Int32Array {
  const parent = new Int32Array(webexSite.length);
  for (let contract = 0; contract < parent.length; contract++) parent[contract] = contract;
  for (let line = 0; line + 1 < lineFirst.length; line++) {
    for (let at = lineFirst[line] + 1; at < lineFirst[line + 1]; at++) {
      join(parent, lineContract[at - 1], lineContract[at]);
    }
  }
  const firstOfSite = new Int32Array(siteCount).fill(-1);
  for (let contract = 0; contract < webexSite.length; contract++) {
    const site = webexSite[contract];
    if (site < 0) continue;
    if (firstOfSite[site] < 0) firstOfSite[site] = contract;
    else join(parent, firstOfSite[site], contract);
  }
  return numberRoots(parent);
}

function join(parent: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parent, a);
  const rootB = rootOf(parent, b);
  // The lower contract stays root, so the numbers follow the order of contracts.csv.
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}

function rootOf(parent: Int32Array, contract: number): number {
  let at = contract;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]];
    at = parent[at];
  }
  return at;
}

function numberRoots(parent: Int32Array): Int32Array {
  const component = new Int32Array(parent.length);
  let count = 0;
  for (let contract = 0; contract < parent.length; contract++) {
    const root = rootOf(parent, contract);
    component[contract] = root === contract ? count++ : component[root];
  }
  return component;
}
