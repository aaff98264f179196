#ifndef SCHAKEL_POISON_H
#define SCHAKEL_POISON_H

#include <stdint.h>

/// What one writer is deciding, in a page of a file that outlives the process.
struct schakel_poison_slot {
    /// 0: nothing. 1: deciding. 2: the process ended in the decision, by a fault of its own thread.
    int64_t state;
    int64_t partition;
    int64_t offset;
    int64_t letter;
    char service[32];
};

enum { schakel_poison_slots = 1024 };

/// Handles faults (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE) from now on: the slot of the thread that has one is marked,
/// and the process ends as it would have. Returns 0, or an errno.
int schakel_poison_install(void);

/// The calling thread decides this from now on. The slot must stay mapped as long as the process lives.
void schakel_poison_begin(struct schakel_poison_slot *slot, int64_t offset, int64_t letter);

/// The calling thread has decided.
void schakel_poison_end(struct schakel_poison_slot *slot);

#endif
