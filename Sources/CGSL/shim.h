#ifndef LONGSHORE_CGSL_SHIM_H
#define LONGSHORE_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>

// GSL's generator types and its version string are C globals. Swift 6 imports a global as shared
// mutable state and refuses to read it, so each one that is needed has an accessor here.

/// The Mersenne twister, GSL's default generator.
static inline const gsl_rng_type *longshore_gsl_rng_mt19937(void) { return gsl_rng_mt19937; }

/// L'Ecuyer's maximally equidistributed combined Tausworthe generator, GSL's fastest good one.
static inline const gsl_rng_type *longshore_gsl_rng_taus2(void) { return gsl_rng_taus2; }

/// Lüscher's second-generation generator with proven decorrelation: slow, for cross-checks.
static inline const gsl_rng_type *longshore_gsl_rng_ranlxd1(void) { return gsl_rng_ranlxd1; }

/// The version of the library the process is linked with.
static inline const char *longshore_gsl_version(void) { return gsl_version; }

/// Replaces GSL's default error handler, which calls abort(), by none: errors then show as return
/// codes and as not-a-number. To be called once, before the first other call.
static inline void longshore_gsl_disable_abort(void) { gsl_set_error_handler_off(); }

#endif
