interface Sequence {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

/** Listens to sequences as they are parsed; what xterm does with them is not changed. */
export interface Parser {
  control(id: Sequence, listener: (parameters: readonly number[]) => void): void;
  escape(id: Sequence, listener: () => void): void;
  command(code: number, listener: (data: string) => void): void;
  device(id: Sequence, listener: () => void): void;
}
