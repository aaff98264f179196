#include <jq.h>
#include <jv.h>
#include <spawn.h>

// glibc has these for GNU sources only, and Swift's own view of it is not one.
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
