import { type ComponentType, memo, useLayoutEffect, useRef, useState } from "react";

type Call = (...given: readonly unknown[]) => unknown;

/**
 * The component, drawn anew only when a property that is no function has changed. Its functions are
 * answers to the operator: whoever is above makes them anew with every message of a flood, and they are
 * called as they are at that time. What is needed for drawing must not be a function.
 */
export function calm<P extends object>(Component: ComponentType<P>): ComponentType<P> {
  const Resting = memo(Component) as unknown as ComponentType<P>;
  return function Calm(props: P) {
    const latest = useRef(props);
    useLayoutEffect(() => {
      latest.current = props;
    });
    const [calls] = useState(() => new Map<string, Call>());
    const entries = Object.entries(props).map(([name, value]: [string, unknown]) => {
      if (typeof value !== "function") return [name, value] as const;
      let call = calls.get(name);
      if (call === undefined) {
        call = (...given) => (latest.current as Readonly<Record<string, Call>>)[name]?.(...given);
        calls.set(name, call);
      }
      return [name, call] as const;
    });
    return <Resting {...(Object.fromEntries(entries) as P)} />;
  };
}
