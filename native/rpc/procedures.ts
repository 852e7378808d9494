import { implement } from "@orpc/server";
import { AppError } from "../base/app-error.ts";
import { type Actor, mayDo, type Right } from "../contract/actor.ts";
import { contract } from "../contract/rpc.ts";
import type { CallContext, Session } from "./services.ts";

/** The contract's procedures, to be given their handlers in the files by area. */
export const os = implement(contract).$context<CallContext>();

/** Throws unless the session's role has the right; without an operator it has a viewer's rights. */
export function requireRight(session: Session, right: Right): void {
  const role = session.actor?.role ?? "viewer";
  if (mayDo(role, right)) return;
  if (session.actor === null) throw new AppError("rpc.no_operator", { right });
  throw new AppError("rpc.not_permitted", { right, role });
}

/** Throws `rpc.no_operator` while nobody has signed on. */
export function requireActor(session: Session): Actor {
  if (session.actor === null) throw new AppError("rpc.no_operator");
  return session.actor;
}

export const needs = (right: Right) =>
  os.middleware(({ context, next }) => {
    requireRight(context.session, right);
    return next();
  });
