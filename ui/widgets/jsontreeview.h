// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QTreeView>

namespace drover::ui {

class JsonTreeModel;

//! A JSON tree in a card: as high as what is open, up to a limit, then it scrolls. Values are copied as they
//! are stored; one of them can become a column of the table.
class JsonTreeView final : public QTreeView {
    Q_OBJECT
public:
    explicit JsonTreeView(JsonTreeModel& model, QWidget* parent = nullptr);

    void setMaximumLines(int lines);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void columnWanted(const QByteArrayList& path);
    void copied();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void copyCurrent();
    void showMenu(const QPoint& at);

    JsonTreeModel& m_json;
    int m_maximumLines = 18;
};

} // namespace drover::ui
