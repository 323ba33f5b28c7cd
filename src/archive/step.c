#include "archive/step.h"
#include "archive/damages.h"
#include "archive/fetch.h"

bool step_is_whole(const struct reader *reader)
{
    return reader->damages_count == 0;
}

enum step step_forgive(struct reader *reader, uint32_t entry, uint64_t offset, struct err *err)
{
    return damages_forgive(reader, entry, offset, err) ? STEP_NEXT : STEP_FAILED;
}

enum step step_complain(struct reader *reader, const struct reader_lane *lane, const char *wrong, struct err *err)
{
    fetch_damaged(reader, lane->frame.entry, lane->offset, wrong, err);
    return step_forgive(reader, lane->frame.entry, lane->offset, err);
}

bool step_read_checked(struct reader *reader, struct reader_lane *lane, struct err *err)
{
    return fetch_payload(reader, lane->offset, &lane->frame, &lane->stored, err) &&
           fetch_check(reader, lane->offset, &lane->frame, &lane->stored, err);
}

/* In a file the next frame's place is known, unless the file ends before it. */
enum step step_payload_failed(struct reader *reader, const struct reader_lane *lane, struct err *err)
{
    if (store_can_seek(reader->store) && reader->offset > store_size(reader->store))
        reader->done = true;
    return step_forgive(reader, lane->frame.entry, lane->offset, err);
}
