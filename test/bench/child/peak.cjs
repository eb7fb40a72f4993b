/** Loaded into every measured process: writes its peak memory (MB) to file descriptor 3 when it ends. */
const { readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  writeSync(3, String(peakKilobytes() / 1024));
});

/** Linux counts `ru_maxrss` from before the program was loaded, so its parent's memory too; VmHWM is the program's own. */
function peakKilobytes() {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
