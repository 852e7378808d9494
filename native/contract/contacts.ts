import { z } from "zod";
import { localizedTextSchema } from "./text.ts";

/** Whom a plan may ask to call; who that is, and the number, is the site's. `desk.contacts.<role>` names it. */
export const contactRoles = [
  "police",
  "police_room",
  "fire_brigade",
  "chief",
  "duty_manager",
  "guard_post",
  "emergency_department",
  "resuscitation",
  "ward",
  "technician",
  "engineering",
] as const;
export type ContactRole = (typeof contactRoles)[number];

export const contactSchema = z.strictObject({
  role: z.enum(contactRoles),
  name: localizedTextSchema,
  number: z.string().trim().min(2).max(40),
});
export type Contact = z.infer<typeof contactSchema>;
