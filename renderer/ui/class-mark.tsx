import type { AlarmClass } from "../../native/contract/alarms.ts";

/** A shape of its own for each class, so that it is known without its colour. */
const paths: Readonly<Record<AlarmClass, string>> = {
  life: "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z",
  security: "M8 1 15.5 15H.5z",
  fault: "M8 .5 15.5 8 8 15.5.5 8z",
  information: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z",
};

/** Decorative: the class stands in words beside it. */
export function ClassMark({ of, size = 16 }: { readonly of: AlarmClass; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[of]} fill="currentColor" />
    </svg>
  );
}
