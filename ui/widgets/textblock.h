// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace drover::ui {

//! Fixed-width text that is read, selected and copied but not changed; as high as its text up to a limit,
//! then it scrolls. Transparent, for cards.
class TextBlock final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit TextBlock(QWidget* parent = nullptr);

    //! Lines of thousands of characters are broken for the eye; what is copied has no breaks that were not
    //! there.
    void setText(const QString& text);
    void setMaximumLines(int lines);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    [[nodiscard]] QMimeData* createMimeDataFromSelection() const override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    [[nodiscard]] int wantedHeight() const;

    QString m_text;
    int m_maximumLines = 18;
};

} // namespace drover::ui
