import type { Subject } from "../contract/entries.ts";

function stars(count: number): string {
  return "*".repeat(Math.max(0, count));
}

/** The first character stays: `张**`, `J*********`. One character alone is hidden whole. */
export function maskName(name: string): string {
  const characters = Array.from(name);
  const [first = ""] = characters;
  return characters.length === 1 ? "*" : first + stars(characters.length - 1);
}

/** Four characters at both ends of an identity number of 15 or 18; two of another document of at least eight. */
export function maskIdNumber(idNumber: string): string {
  const characters = Array.from(idNumber);
  const kept = /^(\d{15}|\d{17}[\dXx])$/.test(idNumber) ? 4 : characters.length >= 8 ? 2 : 0;
  const end = characters.length - kept;
  return characters.slice(0, kept).join("") + stars(end - kept) + characters.slice(end).join("");
}

/** `138****5678`; of other numbers the last two digits. */
export function maskTelephone(telephone: string): string {
  if (/^1\d{10}$/.test(telephone)) return `${telephone.slice(0, 3)}****${telephone.slice(-4)}`;
  const characters = Array.from(telephone);
  const kept = characters.length >= 7 ? 2 : 0;
  return stars(characters.length - kept) + characters.slice(characters.length - kept).join("");
}

/** What the register shows of a person once the check is decided. A remark may say anything: only that there is one. */
export function maskSubject(subject: Subject): Subject {
  return {
    name: maskName(subject.name),
    idNumber: maskIdNumber(subject.idNumber),
    telephone: maskTelephone(subject.telephone),
    remark: subject.remark === "" ? "" : "***",
  };
}

/** Nothing was written down: then nothing is kept. */
export function isEmptySubject({ name, idNumber, telephone, remark }: Subject): boolean {
  return name === "" && idNumber === "" && telephone === "" && remark === "";
}
