import type { CdrFormat } from './cdr-format.ts';
import { CsvDecoder } from './csv-decoder.ts';
import { requireCsvHeader, rowsBelowHeader } from './csv-header.ts';
import { WEBEX_REQUIRED, WebexLeg } from './webex-leg.ts';

/** Enough to know a report: what else is missing is better said than "unknown format". */
const DISTINCTIVE = ['Report ID', 'Start time', 'Direction'];

/** The Webex Calling detailed call history report, as Control Hub exports it. */
export const webexCsv: CdrFormat = {
  name: 'webex-csv',
  ...rowsBelowHeader(DISTINCTIVE),
  open(head) {
    const header = requireCsvHeader(head, WEBEX_REQUIRED);
    return new CsvDecoder(header, new WebexLeg((name) => header.slotOf(name)));
  },
};
