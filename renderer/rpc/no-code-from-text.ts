/**
 * Must be imported before any schema is made: the page's policy forbids code made from text, and the
 * schema library tries it with the first schema.
 */
import { z } from "zod";

z.config({ jitless: true });
