// librdkafka, and the one call of it that Swift cannot make by itself.
#ifndef SCHAKEL_CRDKAFKA_SHIM_H
#define SCHAKEL_CRDKAFKA_SHIM_H

#include <librdkafka/rdkafka.h>

/// Hands a copy of one record to the producer. The headers are the producer's when this succeeds, else still the
/// caller's.
static inline rd_kafka_resp_err_t schakel_produce(
    rd_kafka_t *handle, rd_kafka_topic_t *topic, int32_t partition,
    const void *key, size_t key_count, const void *value, size_t value_count,
    rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        handle, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_count), RD_KAFKA_V_VALUE((void *)value, value_count),
        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}

#endif
