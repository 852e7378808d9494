import { z } from "zod";

/**
 * Who may do what. Accounts come later; until then the operator gives a name and a role at the desk,
 * and every handler already asks this table.
 */
export const roles = ["viewer", "operator", "chief", "technician"] as const;
export type Role = (typeof roles)[number];

export const rights = [
  "station.read",
  "site.change",
  "alarms.read",
  "alarms.handle",
  "desk.modes",
  "desk.test",
  "log.read",
  "devices.read",
  "devices.frames",
  "cameras.view",
  /** Turns cameras and sends them to presets. */
  "cameras.move",
  /** Makes and removes presets. */
  "cameras.presets",
  /** Entry checks and deposits without personal data, counts of the register. */
  "entries.read",
  /** Opens and moves on entry checks and deposits; sees personal data, masked once a check is decided. */
  "entries.handle",
  /** Personal data whole, after the check is decided; each look is an event. */
  "private.view",
  "items.change",
  "warnings.read",
  "warnings.handle",
  "gates.read",
  "gates.operate",
  /** The list of recordings, bookmarks, holds and deletion records. */
  "evidence.read",
  /** Looks at recordings (registered), sets bookmarks, places holds. */
  "evidence.handle",
  /** Releases holds, deletes before the time, signs deletion records. */
  "evidence.manage",
  /** Asks for an export of evidence. */
  "evidence.ask",
  /** Makes, declines and fetches exports. */
  "evidence.export",
] as const;
export type Right = (typeof rights)[number];

const reading: readonly Right[] = [
  "station.read",
  "alarms.read",
  "log.read",
  "devices.read",
  "cameras.view",
  "entries.read",
  "warnings.read",
  "gates.read",
  "evidence.read",
];
const handling: readonly Right[] = [
  ...reading,
  "alarms.handle",
  "desk.modes",
  "desk.test",
  "devices.frames",
  "cameras.move",
  "entries.handle",
  "warnings.handle",
  "gates.operate",
  "evidence.handle",
  "evidence.ask",
];

export const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
  viewer: reading,
  operator: handling,
  chief: [
    ...handling,
    "cameras.presets",
    "site.change",
    "private.view",
    "items.change",
    "evidence.manage",
    "evidence.export",
  ],
  technician: [
    ...reading,
    "cameras.move",
    "cameras.presets",
    "desk.test",
    "devices.frames",
    "site.change",
    "gates.operate",
  ],
};

export function mayDo(role: Role, right: Right): boolean {
  return rightsOfRole[role].includes(right);
}

/** Who did it, as it is kept with an event. */
export const actorSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  role: z.enum(roles),
});
export type Actor = z.infer<typeof actorSchema>;
