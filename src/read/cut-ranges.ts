import type { InputFile } from './find-inputs.ts';
import type { InputRange } from './input-range.ts';

/** Size of a range: small enough to spread over workers, large enough that its overhead does not show. */
const RANGE_BYTES = 4 << 20;
/**
 * Of a large input: what its records are grouped into is written to work files and read back in pieces of one
 * partition and one range, so twice the range is half the pieces.
 */
const LARGE_RANGE_BYTES = 8 << 20;
/** From here on the last ranges, which not all workers share, no longer show. */
const LARGE_INPUT_BYTES = 512 << 20;

/**
 * Cuts each file into ranges, in order; compressed and unsplittable files are one range each.
 * @param wantedBytes size of a range; one that suits the input when not given
 */
export function cutRanges(
  files: Omit<InputFile, 'modifiedAtMs'>[],
  wantedBytes?: number,
): InputRange[] {
  const allBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const rangeBytes =
    wantedBytes ?? (allBytes < LARGE_INPUT_BYTES ? RANGE_BYTES : LARGE_RANGE_BYTES);
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
