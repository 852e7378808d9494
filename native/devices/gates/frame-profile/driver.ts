import type { ProfileGate } from "../../../contract/site.ts";
import type { OpenLine } from "../../driver.ts";

export const openProfileLine: OpenLine<ProfileGate> = () => [];
