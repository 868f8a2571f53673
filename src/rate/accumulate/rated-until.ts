/** How far each component has been rated: records come component by component, in order of start. */
export class RatedUntil {
  private readonly components: number[] = [];
  private readonly untilUs: number[] = [];
  private last = -1;

  /** Takes note of a record of a contract. */
  see(component: number, startedAtUnixUs: number): void {
    if (component !== this.last) {
      this.last = component;
      this.components.push(component);
      this.untilUs.push(startedAtUnixUs);
    } else {
      this.untilUs[this.untilUs.length - 1] = startedAtUnixUs;
    }
  }

  /** Each component met and the start of its last record. */
  finish(): { component: Int32Array; ratedUntilUs: Float64Array } {
    return {
      component: Int32Array.from(this.components),
      ratedUntilUs: Float64Array.from(this.untilUs),
    };
  }
}
