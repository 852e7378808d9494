import type { FoundCamera, ProbedCamera, probeSteps, ShownCertificate } from "../../../native/contract/enrol.ts";
import type { ErrorData } from "../../../native/contract/errors.ts";
import type { SiteEdit } from "../../../native/contract/site-edit.ts";

/** A camera in the list: one that answered, or one whose address was typed. */
export type FinderRow = Omit<FoundCamera, "endpoint"> & { readonly typed: boolean };

/** How far the asking of one camera has come. */
export type Outcome =
  | { readonly state: "waiting" }
  | { readonly state: "asking"; readonly step: (typeof probeSteps)[number] | null }
  | { readonly state: "failed"; readonly error: ErrorData }
  /** A password was refused before its turn came. */
  | { readonly state: "spared" }
  | { readonly state: "certificate"; readonly certificate: ShownCertificate }
  | { readonly state: "seen"; readonly camera: ProbedCamera; readonly credentials: Credentials };

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of an `https` address, once it was compared. */
  readonly certificate?: string;
  /** Of the streams, once it was agreed to. */
  readonly rtspPort?: number;
}

/** What will stand in the site file about a camera. */
export interface Enrolment {
  readonly take: boolean;
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly area: string;
}

/** The next id that nobody has: `cam1`, `cam2`, … */
export function freeCameraId(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const id = `cam${number}`;
    if (!taken.has(id)) return id;
  }
}

export interface Enrolled {
  readonly row: FinderRow;
  readonly outcome: Extract<Outcome, { state: "seen" }>;
  readonly enrolment: Enrolment;
}

/** Adds each with exactly what was looked at: address, certificate, port of the streams, name and password. */
export function enrolmentEdit(cameras: readonly Enrolled[]): SiteEdit {
  return {
    operations: cameras.map(({ row, outcome: { camera, credentials }, enrolment }) => ({
      type: "addDevice" as const,
      device: {
        id: enrolment.id.trim(),
        kind: "camera",
        family: "onvif",
        name: {
          "zh-CN": enrolment.nameZh.trim() || enrolment.nameEn.trim() || enrolment.id.trim(),
          ...(enrolment.nameEn.trim() === "" ? {} : { en: enrolment.nameEn.trim() }),
        },
        area: enrolment.area,
        address: row.address,
        ...(credentials.certificate === undefined ? {} : { certificate: credentials.certificate }),
        ...(camera.rtspPort === null ? {} : { rtspPort: camera.rtspPort }),
        username: credentials.username,
        password: credentials.password,
      },
    })),
  };
}
