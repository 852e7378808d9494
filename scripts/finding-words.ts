import type { Finding, FindingCode } from "../native/evidence/finding.ts";

type Words = (finding: { path: string; seq: number; expected: string; found: string }) => readonly [string, string];

/** What `npm run evidence -- verify` says of each finding, Chinese and English. */
const words: Readonly<Record<FindingCode, Words>> = {
  "manifest.missing": ({ path }) => [`缺少清单 ${path}`, `the manifest ${path} is missing`],
  "manifest.invalid": ({ path, found }) => [
    `清单 ${path} 无法读取（${found}）`,
    `the manifest ${path} cannot be read (${found})`,
  ],
  "manifest.rewritten": ({ path }) => [
    `清单 ${path} 不是原来的写法：被改写过`,
    `the manifest ${path} is not in its own form: it was written anew`,
  ],
  "signature.missing": ({ path }) => [`缺少签名 ${path}`, `the signature ${path} is missing`],
  "signature.wrong": () => [
    "签名与清单不符：清单或签名被改动",
    "the signature does not fit the manifest: one of the two was changed",
  ],
  "key.missing": ({ path }) => [`缺少公钥 ${path}，或无法读取`, `the public key ${path} is missing or no key`],
  "key.other": ({ path, expected, found }) => [
    `公钥 ${path} 不是清单所写的那把（应为 ${expected}，实为 ${found}）`,
    `the public key ${path} is not the one expected (${expected}, found ${found})`,
  ],
  "file.missing": ({ path }) => [`缺少文件 ${path}`, `the file ${path} is missing`],
  "file.changed": ({ path }) => [`文件 ${path} 被改动或损坏`, `the file ${path} was changed or is damaged`],
  "file.swapped": ({ path, found }) => [
    `文件 ${path} 被调换：内容是 ${found} 的`,
    `the file ${path} was swapped: it holds what belongs to ${found}`,
  ],
  "file.extra": ({ path }) => [`多出文件 ${path}：清单中没有`, `the file ${path} is not in the manifest`],
  "file.twice": ({ path }) => [`文件 ${path} 在压缩包中出现两次`, `the file ${path} stands twice in the zip`],
  "file.no_file": ({ path }) => [`${path} 是链接，不是文件`, `${path} is a link, not a file`],
  "sums.wrong": ({ path }) => [`${path} 与清单不符`, `${path} does not fit the manifest`],
  "clip.not_as_stored": ({ path, seq }) => [
    `录像 ${path} 与日志第 ${seq} 条所记的哈希值不符`,
    `the clip ${path} is not the one whose hash event ${seq} of the log stored`,
  ],
  "extract.unreadable": ({ path, found }) => [
    `日志摘录 ${path} 第 ${found} 行无法读取`,
    `line ${found} of the log extract ${path} cannot be read`,
  ],
  "extract.line_changed": ({ seq }) => [
    `日志摘录中第 ${seq} 条被改动：与哈希链不符`,
    `event ${seq} in the log extract was changed: it does not fit the chain`,
  ],
  "extract.line_missing": ({ seq }) => [`日志摘录中缺少第 ${seq} 条`, `event ${seq} is missing from the log extract`],
  "extract.line_extra": ({ seq }) => [
    `日志摘录中多出第 ${seq} 条`,
    `event ${seq} does not belong into the log extract`,
  ],
  "log.damaged": ({ seq }) => [`工作站的日志在第 ${seq} 条出错`, `the station's log is wrong at event ${seq}`],
  "log.line_differs": ({ seq }) => [
    `摘录的第 ${seq} 条与工作站的日志不同`,
    `event ${seq} of the extract is not the one in the station's log`,
  ],
  "log.head_differs": ({ seq }) => [
    `清单所写的日志末尾（第 ${seq} 条）与工作站的日志不同`,
    `the log's end that the manifest names (event ${seq}) is not that of the station's log`,
  ],
  "log.not_exported": ({ found }) => [
    `工作站的日志中没有导出 ${found}`,
    `the station's log knows of no export ${found}`,
  ],
  "log.other_manifest": ({ seq }) => [
    `工作站在第 ${seq} 条登记的是另一份清单：此清单被替换`,
    `event ${seq} of the station's log names another manifest: this one was replaced`,
  ],
  "log.other_key": ({ found }) => [
    `签名用的钥匙不是这台工作站的（${found}）`,
    `the signing key is not one of this station (${found})`,
  ],
};

export function findingWords({ code, path, seq, expected, found }: Finding): readonly [string, string] {
  return words[code]({ path: path ?? "", seq: seq ?? 0, expected: expected ?? "", found: found ?? "" });
}
