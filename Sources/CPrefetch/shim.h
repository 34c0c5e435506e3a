#pragma once

/// Asks the processor to bring a cache line near, for writing; never faults, and may do nothing.
static inline void longshore_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }
