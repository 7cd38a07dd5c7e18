import type { z } from "zod";

/** One question, one answer. */
export interface CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: "call";
  readonly input: I;
  readonly output: O;
}

/** One question, many events, ended by either side. */
export interface StreamSpec<I extends z.ZodType = z.ZodType, E extends z.ZodType = z.ZodType> {
  readonly kind: "stream";
  readonly input: I;
  readonly event: E;
}

export type MethodSpec = CallSpec | StreamSpec;
export type ServiceSpec = Readonly<Record<string, MethodSpec>>;
export type Contract = Readonly<Record<string, ServiceSpec>>;

/**
 * Declares a call. A top-level field named `bytes` holding a Uint8Array travels as raw bytes beside the JSON, in
 * inputs, outputs and events alike.
 */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): CallSpec<I, O> => ({
  kind: "call",
  input,
  output,
});

export const stream = <I extends z.ZodType, E extends z.ZodType>(input: I, event: E): StreamSpec<I, E> => ({
  kind: "stream",
  input,
  event,
});

/** Events of one stream, in order. Leaving the loop or calling `cancel` tells the server to stop. */
export interface EventStream<E> extends AsyncIterable<E> {
  cancel(): void;
}

type ClientMethod<M> =
  M extends CallSpec<infer I, infer O>
    ? (input: z.input<I>) => Promise<z.output<O>>
    : M extends StreamSpec<infer I, infer E>
      ? (input: z.input<I>) => EventStream<z.output<E>>
      : never;

/** What a program that uses the contract holds: `client.sessions.create({ … })`. */
export type Client<C extends Contract> = {
  readonly [S in keyof C]: { readonly [M in keyof C[S]]: ClientMethod<C[S][M]> };
};

/** Who is calling and whether they still listen. */
export interface CallContext {
  /** The carrier's name for the caller: "cli", "browser", "window 2". For logs, never for authorisation. */
  readonly caller: string;
  /** Aborts when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}

type Handler<M> =
  M extends CallSpec<infer I, infer O>
    ? (input: z.output<I>, context: CallContext) => Promise<z.input<O>> | z.input<O>
    : M extends StreamSpec<infer I, infer E>
      ? (input: z.output<I>, context: CallContext) => AsyncIterable<z.input<E>>
      : never;

/** What implements one service of the contract. */
export type ServiceHandlers<S extends ServiceSpec> = { readonly [M in keyof S]: Handler<S[M]> };

export type Handlers<C extends Contract> = { readonly [S in keyof C]: ServiceHandlers<C[S]> };
