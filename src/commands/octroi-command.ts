import { Command, type ParseOptionsResult } from 'commander';

/** A command whose complaints look like octroi's own, the most telling one first. */
export class OctroiCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'octroi: ')),
    });
  }

  override createCommand(name?: string): Command {
    return new OctroiCommand(name);
  }

  /** A mistyped option also leaves a mandatory one out: the one that was typed says more. */
  override parseOptions(args: string[]): ParseOptionsResult {
    const parsed = super.parseOptions(args);
    const { unknown } = parsed;
    const isHelp = unknown.some((text) => text === '--help' || text === '-h');
    // The program itself knows no options of its commands.
    if (this.parent !== null && unknown.length > 0 && !isHelp) {
      (this as unknown as { unknownOption(flag: string): void }).unknownOption(unknown[0]);
    }
    return parsed;
  }
}
