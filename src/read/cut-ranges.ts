import type { InputFile } from './find-inputs.ts';
import type { InputRange } from './input-range.ts';

/** Size of a range: small enough to spread over workers, large enough that its overhead does not show. */
export const RANGE_BYTES = 4 << 20;

/** Cuts each file into ranges, in order; compressed and unsplittable files are one range each. */
export function cutRanges(
  files: Omit<InputFile, 'modifiedAtMs'>[],
  rangeBytes = RANGE_BYTES,
): InputRange[] {
  const ranges: InputRange[] = [];
  for (const file of files) {
    const { path, format, isGzip, head, sizeBytes } = file;
    const firstByte = format.dataStart(head);
    const isWhole = isGzip || !format.splitsAtLines;
    const step = isWhole ? Number.POSITIVE_INFINITY : rangeBytes;
    let start = firstByte;
    do {
      const end = start + step >= sizeBytes ? Number.POSITIVE_INFINITY : start + step;
      const isCut = start > firstByte;
      const index = ranges.length;
      ranges.push({ index, path, format: format.name, isGzip, head, start, end, isCut });
      start = end;
    } while (start < sizeBytes);
  }
  return ranges;
}
