/** Words of a text's place: its row, its first byte and its length. */
export const TEXT_PLACE_WORDS = 3;

/** Texts of some rows, in the order of rows; a row may have several. */
export interface TextPlaces {
  /** TEXT_PLACE_WORDS of each text. */
  places: Int32Array;
  texts: Uint8Array;
}

/** Collects texts. */
export class TextPlacesBuilder {
  private count = 0;
  private length = 0;
  private places = new Int32Array(64 * TEXT_PLACE_WORDS);
  private texts = new Uint8Array(1 << 10);

  /** Adds the text bytes[start, start + length). */
  add(row: number, bytes: Uint8Array, start: number, length: number): void {
    this.reserve(length);
    const { places, texts } = this;
    const place = this.count++ * TEXT_PLACE_WORDS;
    places[place] = row;
    places[place + 1] = this.length;
    places[place + 2] = length;
    for (let k = 0; k < length; k++) texts[this.length + k] = bytes[start + k];
    this.length += length;
  }

  /** What was added, copied. */
  finish(): TextPlaces {
    return {
      places: this.places.slice(0, this.count * TEXT_PLACE_WORDS),
      texts: this.texts.slice(0, this.length),
    };
  }

  private reserve(length: number): void {
    if ((this.count + 1) * TEXT_PLACE_WORDS > this.places.length) {
      const places = new Int32Array(this.places.length * 2);
      places.set(this.places);
      this.places = places;
    }
    if (this.length + length > this.texts.length) {
      const texts = new Uint8Array(Math.max(this.texts.length * 2, this.length + length));
      texts.set(this.texts);
      this.texts = texts;
    }
  }
}
