/**
 * How far something has come, of 1 unless told otherwise; null where that is not known. The browser's own bar has
 * colours of its own.
 */
export function ProgressBar(props: {
  readonly label: string;
  readonly value: number | null;
  readonly max?: number;
  readonly narrow?: boolean;
}) {
  return (
    <progress
      aria-label={props.label}
      className={`block h-1 appearance-none overflow-hidden rounded-tag bg-active [&::-moz-progress-bar]:bg-text2 [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-text2 ${
        props.narrow ? "w-40" : "w-full"
      }`}
      {...(props.value === null ? {} : { value: props.value })}
      max={props.max ?? 1}
    />
  );
}
