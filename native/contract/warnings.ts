import { z } from "zod";
import { actorSchema, roles } from "./actor.ts";
import { privateRefSchema } from "./entries.ts";
import { idSchema, utcMsSchema } from "./text.ts";

/** Early warnings 预警 from departments, and persons of concern 关注人员 (0007). */
export const warningKinds = ["department", "person"] as const;

export const warningSchema = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.enum(warningKinds),
  /** Empty = the whole hospital. */
  areaIds: z.array(idSchema).max(100),
  /** Department and its safety officer 安全预防员, or who else told it. */
  from: z.string().max(100),
  /** What it says; null for who may not see it, or when it was erased. */
  text: z.string().max(500).nullable(),
  record: privateRefSchema,
  visibleTo: z.array(z.enum(roles)).min(1),
  addedAtMs: utcMsSchema,
  addedBy: actorSchema,
  untilMs: utcMsSchema,
  /** Before its time, by hand; null otherwise. */
  endedAtMs: utcMsSchema.nullable(),
  endedBy: actorSchema.nullable(),
});
export type Warning = z.infer<typeof warningSchema>;
