#define _GNU_SOURCE
#include "poison.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>

static _Thread_local struct schakel_poison_slot *current;
static _Thread_local int has_stack;

// Only the slot is written: everything else is forbidden in a handler. The handler is reset before it runs, so that
// the fault happens again on return and ends the process with its own signal.
static void mark(int signal) {
    (void)signal;
    struct schakel_poison_slot *slot = current;
    if (slot) __atomic_store_n(&slot->state, 2, __ATOMIC_SEQ_CST);
}

int schakel_poison_install(void) {
    static const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE};
    struct sigaction action = {0};
    action.sa_handler = mark;
    action.sa_flags = SA_ONSTACK | SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        if (sigaction(signals[index], &action, NULL)) return errno;
    }
    return 0;
}

// A stack of its own for the handler, once for each thread: the thread's may be what overflowed.
static void give_stack(void) {
    enum { size = 65536 };
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t stack = {.ss_sp = memory, .ss_size = size};
    sigaltstack(&stack, NULL);
    has_stack = 1;
}

void schakel_poison_begin(struct schakel_poison_slot *slot, int64_t offset, int64_t letter) {
    if (!has_stack) give_stack();
    slot->offset = offset;
    slot->letter = letter;
    __atomic_store_n(&slot->state, 1, __ATOMIC_SEQ_CST);
    current = slot;
}

void schakel_poison_end(struct schakel_poison_slot *slot) {
    current = NULL;
    __atomic_store_n(&slot->state, 0, __ATOMIC_SEQ_CST);
}
