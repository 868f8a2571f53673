/** What a program may import; everything else is internal. */

export { audit } from './audit/audit.ts';
export type { CheckResult } from './audit/check.ts';
export type { Catalogue } from './catalogue/catalogue.ts';
export { CatalogueError, type CatalogueIssue } from './catalogue/catalogue-error.ts';
export { loadCatalogue } from './catalogue/load-catalogue.ts';
export { type CompiledCatalogue, compileCatalogue } from './compile-tables.ts';
export { explainEvent, UnknownEventError } from './explain/explain-event.ts';
export type { Explanation } from './explain/explanation.ts';
export { explanationText } from './explain/explanation-text.ts';
export {
  GENERATED_FORMATS,
  type GeneratedFormat,
  type GenerateOptions,
  GenerateOptionsError,
  type GenerateResult,
  generate,
  WORKLOADS,
  type Workload,
} from './generate/generate.ts';
export { type RateOptions, type RateSummary, rate, rateAgain } from './pipeline.ts';
export { ConsoleProgress, type Progress, silentProgress } from './progress/progress.ts';
export { InputError } from './read/find-inputs.ts';
export { checkReference, type ReferenceCheck } from './reference/load-reference.ts';
export { ReferenceDataError, type ReferenceIssue } from './reference/reference-issues.ts';
export { ControlTotalsError, type FileTotals } from './store/control-totals.ts';
export { DatabaseKeyError } from './store/database-key.ts';
export { openStore, type StoreOptions } from './store/open-store.ts';
export { DatabaseInUseError, type Store, StoreError } from './store/store.ts';
export { VERSION } from './version.ts';
