// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <sys/stat.h>

namespace drover {

//! A rotating file that several processes append to at once: `x.log`, `x.1.log` and so on, mode 0600.
//!
//! A line is one write() at the end of the file, so that lines never mix. Whoever finds the file full takes
//! its lock and renames; the others see that the name stands for another file and open that one. Nobody
//! waits for a lock: while one process rotates, a line may still reach the file that is being put aside.
//! Throws spdlog::spdlog_ex when it cannot write.
class SharedFileSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    //! `count` files of about `size` bytes, the one being written included.
    SharedFileSink(QByteArray path, qint64 size, int count);
    ~SharedFileSink() override;
    SharedFileSink(const SharedFileSink&) = delete;
    SharedFileSink& operator=(const SharedFileSink&) = delete;

protected:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override { }

private:
    void open();
    void close();
    //! The open file is still the one that has the name; `facts` are those of the open one.
    [[nodiscard]] bool isCurrent(struct stat& facts) const;
    void makeRoom(size_t wanted);
    void rotate();
    [[nodiscard]] QByteArray numbered(int number) const;

    QByteArray m_path;
    qint64 m_size;
    int m_count;
    int m_file = -1;
    bool m_torn = false; // the disk took a part of the last line
};

} // namespace drover
